-- What wrk sends: a small JSON body with an API key.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["x-api-key"] = os.getenv("SKILLFLAW_API_KEY")
wrk.body = '{"who":"Ada","what":"created","text":"hello","items":[1,2,3]}'
