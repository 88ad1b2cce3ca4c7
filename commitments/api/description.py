"""Who hands out the description of the API? It is read without log-in, so it knows no label of the office.

It is the same for everybody, in English, as `docs/openapi.yaml` is. Each process makes it once, when somebody asks.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

from commitments.api import asking
from commitments.api.preconditions import names, tag_of
from commitments.queries.labels import own_words

if TYPE_CHECKING:
    from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
    from rest_framework.request import Request

    Notation = type[OpenApiYamlRenderer | OpenApiJsonRenderer]

LANGUAGE = "en"
_making = Lock()


class DescriptionView(SpectacularAPIView):
    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        asking.refuse_undeclared(request.query_params, ())
        notation: Any = type(request.accepted_renderer)
        with _making:  # of several who ask at once, one makes it
            body, tag = described(notation)
        if names(request.headers.get("If-None-Match", ""), tag):
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(body, content_type=f"{notation.media_type}; charset=utf-8")
            answer["Content-Disposition"] = f'inline; filename="{self._get_filename(request, None)}"'
            answer["Content-Language"] = LANGUAGE
        answer["ETag"], answer["Cache-Control"] = tag, "no-cache"  # to be asked whether it changed
        return answer


@cache
def described(notation: Notation) -> tuple[bytes, str]:
    """The description in a notation, and its ETag."""
    with translation.override(LANGUAGE), own_words():
        body: bytes = notation().render(_description(), renderer_context={})
    return body, tag_of(body)


@cache
def _description() -> dict[str, Any]:
    """Its sentences are put into words while it is written down."""
    shown = DescriptionView
    described: dict[str, Any] = shown.generator_class(urlconf=shown.urlconf).get_schema(public=True)
    return described
