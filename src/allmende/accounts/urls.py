from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

app_name = "accounts"
urlpatterns = [
    path("anmelden/", LoginView.as_view(template_name="accounts/sign_in.html"), name="sign_in"),
    path("abmelden/", LogoutView.as_view(), name="sign_out"),
]
