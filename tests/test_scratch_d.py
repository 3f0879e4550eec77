from django.db import connection, transaction
def test_a(db):
    with connection.cursor() as c:
        c.execute("select current_database()"); print(c.fetchone())
def test_b(committed_db):
    with connection.cursor() as c:
        c.execute("select current_database()"); assert c.fetchone()[0].endswith("committed")
        c.execute("create table x(a int)")
def test_b2(committed_db):
    with connection.cursor() as c:
        c.execute("create table x(a int)")
def test_c(seeded_db):
    with connection.cursor() as c:
        c.execute("select current_database()"); assert c.fetchone()[0].endswith("seeded")
        c.execute("create table x(a int)")
def test_c2(seeded_db):
    with connection.cursor() as c:
        c.execute("create table x(a int)")
def test_d(at_once):
    def f():
        with connection.cursor() as c:
            c.execute("select current_database(), pg_backend_pid()"); return c.fetchone()
    r = at_once(f, f, lambda: 1/0)
    assert r[0][0] == r[1][0] and r[0][0].endswith("committed"), r
def test_e(broker):
    from config.celery import app
    app.send_task("x.y")
    import redis
    assert redis.Redis.from_url(broker).llen("celery") == 1
