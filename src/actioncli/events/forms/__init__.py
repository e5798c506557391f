"""What plain bytes may hold besides JSON Lines: JSON in other layouts, tables, log wrappers; each turned into lines."""
