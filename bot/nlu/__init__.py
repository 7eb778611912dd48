"""Components of the Rasa pipeline, one class a file; config.yml names them by path."""
