"""What each page of the course shows, asks and checks; a room for each."""
