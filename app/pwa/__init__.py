"""What makes the site an app: manifest, service worker, offline page. Knows nobody and nothing of the town."""
