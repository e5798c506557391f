"""Rules that an actions file is held to, beyond being valid: what it says twice, in vain, or not as meant."""
