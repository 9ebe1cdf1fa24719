"""`make test-compose`: docker-compose.yml for real, with the Docker that is here: built, started, broken, restored.

It needs the packages of the site (its guest speaks WebSocket, and `loadtest` plays), and a Docker on this machine.
"""
