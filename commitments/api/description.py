"""Who hands out the description of the API? It is read without log-in, so it knows no label of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.views import SpectacularAPIView

from commitments.queries.labels import own_words

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class DescriptionView(SpectacularAPIView):
    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with own_words():
            response: Response = super().dispatch(request, *args, **kwargs)
            return response.render()
