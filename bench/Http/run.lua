-- What wrk sends: a small JSON body with an API key, in a conversation of the connection's own where SESSIONS is set.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["x-api-key"] = os.getenv("SKILLFLAW_API_KEY")
local thread = 0
setup = function(t) thread = thread + 1; t:set("id", thread) end
local n = 0
local store = os.getenv("STORE")
request = function()
  n = n + 1
  local tweaks = store == "no" and ',"tweaks":{"ChatInput-hello1":{"should_store_message":false},"ChatOutput-hello3":{"should_store_message":false}}' or ""
  return wrk.format(nil, nil, nil, '{"input_value":"hello world!","session_id":"s' .. id .. '-' .. (n % 64) .. '"' .. tweaks .. '}')
end
response = function(status) if status ~= 200 then errors = (errors or 0) + 1 end end
