"""Every generated page: where it stands and what makes it."""

from docs.generators import phrases

GENERATED = {
    phrases.REFERENCE / "phrases.md": phrases.page,
    phrases.REFERENCE / "phrases.svg": phrases.picture,
}
