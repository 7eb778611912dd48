"""What a message names: sums, moments, numbers of things. Pure; both languages; any width of digit."""
