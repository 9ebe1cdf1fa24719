/** Says so where a passkey did not answer. All else of passkeys is django-allauth's own script. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const failed = document.getElementById("passkey-failed");
  if (failed) {
    failed.hidden = false;
  }
});
