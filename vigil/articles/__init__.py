"""Documents become articles: main text, title, outlet, date, address, language, relevance; near-copies are grouped."""

from vigil.articles.article import to_article
from vigil.articles.countries import country_code
from vigil.articles.listed import listed_article, listed_country
from vigil.articles.published import doubt as date_doubt
from vigil.articles.syndication import syndication_groups

__all__ = [
    "country_code",
    "date_doubt",
    "listed_article",
    "listed_country",
    "syndication_groups",
    "to_article",
]
