"""The site: what the record holds, for a browser, and who may change it."""
