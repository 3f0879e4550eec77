"""The log-in page opens a session, and closes after too many wrong passwords."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.test import Client

from apps.accounts.models import User


def log_in(client: Client, password: str, username: str = "liaison.990000-ecology") -> int:
    status: int = client.post(
        "/login/", {"username": username, "password": password, "next": ""}
    ).status_code
    return status


def test_the_page_is_chinese_and_needs_no_other_host(client: Client, db: None) -> None:
    page = client.get("/login/").content.decode()

    assert "<h1>生态环境违法线索移送</h1>" in page
    assert "http://" not in page
    assert "https://" not in page
    assert finders.find("accounts/login.css") is not None


def test_the_right_password_opens_a_session(client: Client, user: User) -> None:
    status = log_in(client, "正确的密码")

    assert status == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "您已登录：李联络" in client.get("/login/").content.decode()


def test_a_wrong_password_says_so_and_opens_nothing(client: Client, user: User) -> None:
    response = client.post("/login/", {"username": user.username, "password": "错误"})

    assert "用户名或密码不正确" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_name_is_shown_escaped(client: Client, user: User) -> None:
    response = client.post("/login/", {"username": '"><script>', "password": "错误"})

    assert '"><script>' not in response.content.decode()


def test_after_five_wrong_passwords_the_right_one_does_not_help(client: Client, user: User) -> None:
    statuses = [log_in(client, "错误") for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert log_in(client, "正确的密码") == 429
    assert "_auth_user_id" not in client.session


def test_another_user_is_not_locked_out(client: Client, user: User) -> None:
    User.objects.create_user("other", password="另一个密码", full_name="王处理")
    for _ in range(5):
        log_in(client, "错误")

    assert log_in(client, "另一个密码", username="other") == 302


def test_leaving_needs_a_post_and_ends_the_session(client: Client, user: User) -> None:
    client.force_login(user)

    by_link = client.get("/logout/").status_code
    by_form = client.post("/logout/").status_code

    assert (by_link, by_form) == (405, 302)
    assert "_auth_user_id" not in client.session


def test_it_does_not_lead_to_another_host(client: Client, user: User) -> None:
    response = client.post(
        "/login/",
        {"username": user.username, "password": "正确的密码", "next": "https://evil.example/"},
    )

    assert response["Location"] == "/login/"


def test_the_lock_page_says_what_to_do(client: Client, user: User) -> None:
    for _ in range(4):
        log_in(client, "错误")

    page = client.post("/login/", {"username": user.username, "password": "错误"})

    assert "请十五分钟后再试" in page.content.decode()
