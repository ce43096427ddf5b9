"""The dialect of Partita itself: what happened, for programs that want to know."""
