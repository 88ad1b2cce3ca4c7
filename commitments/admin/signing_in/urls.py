"""Which addresses do second factor and single sign-on have? These and no others: none of allauth's own is mounted."""

from django.conf import settings
from django.urls import path

from commitments.admin.signing_in.log_in import log_in, log_out
from commitments.admin.signing_in.own_factor import own_factor_page
from commitments.admin.signing_in.second_step import code_page, set_up_page

urlpatterns = [path("admin/login/", log_in)]
if settings.SECOND_FACTOR != "off":
    urlpatterns += [
        path("admin/login/code/", code_page, name="second_factor_code"),
        path("admin/login/set-up/", set_up_page, name="second_factor_set_up"),
        path("account/second-factor/", own_factor_page, name="second_factor"),
    ]
if settings.OIDC:
    from commitments.admin.signing_in.single_sign_on import begin, come_back

    urlpatterns += [
        path("admin/login/single-sign-on/", begin, name="single_sign_on"),
        path("admin/login/single-sign-on/back/", come_back, name="single_sign_on_back"),
        path("admin/logout/", log_out),
    ]
