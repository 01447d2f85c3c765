"""The document registry: incoming documents, letters, dossiers; declared through the same hooks that plugins use."""
