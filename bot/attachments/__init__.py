"""Attachments: a customer's pictures and PDFs, rebuilt without anything hidden, kept and served."""
