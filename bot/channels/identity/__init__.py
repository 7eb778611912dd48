"""The keys with which the wallet's back end signs its tokens."""
