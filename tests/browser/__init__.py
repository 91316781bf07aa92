"""The site in a real Chromium: keyboard, phone, print, without JavaScript, and what axe finds."""
