; What rules have in common with a port is not told by their texts.
