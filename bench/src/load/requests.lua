-- For wrk: sends the requests of a file in turn, and tells the result as one line of JSON.
-- A line is a method, a path, a body and then header fields ("name: value"), all separated by tabs.
local requests = {}
local last = 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, body, fields = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t?(.*)$")
    local headers = {}
    for name, value in fields:gmatch("([^:\t]+): ([^\t]*)") do
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary)
  local errors = summary.errors
  print(string.format(
    'result {"requests":%d,"seconds":%.6f,"refused":%d,"broken":%d}',
    summary.requests,
    summary.duration / 1e6,
    errors.status,
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
