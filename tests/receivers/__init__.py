"""Other people's servers, built anew for the tests from what their standards say and from nothing of ours."""
