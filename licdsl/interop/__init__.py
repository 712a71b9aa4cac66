"""The world's formats: web servers' access logs, and the crawlers that their user agents name."""
