"""What is handed over: files made from read models. Decides nothing, writes nothing itself."""
