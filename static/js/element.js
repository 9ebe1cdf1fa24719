/** Making elements: the only place where nodes are put together by hand. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * A new HTML element. An attribute that is false, null or undefined is left out, one that is true is empty.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * A new SVG element.
 * @param {string} name
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {SVGElement}
 */
export function drawing(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  setAttributes(made, attributes);
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * @param {Element} target
 * @param {Attributes} attributes
 */
function setAttributes(target, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    target.setAttribute(key, value === true ? "" : String(value));
  }
}

/**
 * A part of the page's sprite.
 * @param {string} id
 * @param {Attributes} [attributes]
 * @returns {SVGElement}
 */
export function use(id, attributes = {}) {
  return drawing("use", { href: `#${id}`, ...attributes });
}

/**
 * One of the drawn icons; decoration, so hidden from those who listen.
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return drawing("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, use(`icon-${name}`));
}

/**
 * A button that does something when it is chosen.
 * @param {Attributes} attributes
 * @param {() => void} act
 * @param {Child[]} children
 * @returns {HTMLButtonElement}
 */
export function button(attributes, act, ...children) {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") act();
  });
  return made;
}

/**
 * Say whether a button can be used, without taking it away from those who go by keyboard.
 * @param {HTMLElement} target
 * @param {boolean} enabled
 */
export function enable(target, enabled) {
  if (enabled) target.removeAttribute("aria-disabled");
  else target.setAttribute("aria-disabled", "true");
  target.classList.toggle("legal", enabled);
}

/**
 * Change an attribute or a text only where it differs, so that nothing flickers or is read twice.
 * @param {HTMLElement} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
