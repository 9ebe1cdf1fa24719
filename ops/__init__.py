"""Tools of whoever runs the site, on the machine with Docker: the standard library only, nothing of the site."""
