-- For wrk: sends the requests of a file in turn, and tells the result as one line of JSON.
-- A line is a path and then header fields ("name: value"), all separated by tabs.
local requests = {}
local last = 0

function init(args)
  for line in io.lines(args[1]) do
    local path, fields = line:match("^([^\t]*)\t?(.*)$")
    local headers = {}
    for name, value in fields:gmatch("([^:\t]+): ([^\t]*)") do
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'result {"requests":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f,"failures":%d}',
    summary.requests,
    summary.duration / 1e6,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
