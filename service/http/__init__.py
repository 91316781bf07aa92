"""What every request goes through: bounds on bodies, security headers, problems, caching, a quiet log."""
