"""The county document, clause by clause, through the command line: each rule carried out, and each refusal."""
