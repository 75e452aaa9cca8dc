"""Decision models of DMN 1.1 to 1.5: read, linked, evaluated and looked through; they know no process and no case."""
