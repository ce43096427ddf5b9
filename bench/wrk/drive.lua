-- Asks what a plan says (bench/driver.py). A plan that is checked has every answer looked at, which
-- costs about as much as a quick server does; of others, status and mean length are looked at.

local plan = dofile(os.getenv("BENCH_PLAN"))
local threads = {}
local edit = plan.edit
local looks = plan.checks or edit
local texts = {}

function setup(thread)
  thread:set("index", #threads)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(plan.seed * 1000 + index)
  right, answers, wrong, complaint = 0, 0, 0, ""
  counter, current, kept = 0, nil, {}
  if not looks and plan.body == "" then prepare() end
end

-- Requests without a body differ in a number and a term; all else is written down once.
function prepare()
  for at = 1, math.max(1, #plan.terms) do
    local path = plan.path:gsub("{term}", { ["{term}"] = plan.terms[at] or "" })
    local text = wrk.format(plan.method, path, plan.headers)
    local from, to = text:find("{n}", 1, true)
    texts[at] = from and { text:sub(1, from - 1), text:sub(to + 1) } or { text }
  end
end

local function prepared()
  local parts = texts[math.random(1, #texts)]
  if #parts == 1 then return parts[1] end
  return parts[1] .. plan.low + plan.step * math.random(0, plan.count - 1) .. parts[2]
end

local function unique()
  counter = counter + 1
  return string.format("%x-%d-%d", plan.seed, index, counter)
end

local function filled(template)
  local values = {
    n = tostring(plan.low + plan.step * math.random(0, plan.count - 1)),
    term = #plan.terms > 0 and plan.terms[math.random(1, #plan.terms)] or "",
    unique = unique(),
  }
  return (template:gsub("{(%a+)}", values))
end

-- Each connection edits records nobody else edits.
local function edited_number()
  local share = math.max(1, math.floor(plan.count / plan.connections))
  local some = math.min(40, share)
  return plan.low + index + plan.connections * math.floor(math.random(0, some - 1) * share / some)
end

local function replaced(text, pattern, template, values)
  return (text:gsub(pattern, function() return (template:gsub("{(%a+)}", values)) end))
end

local function version_text(number)
  local text = string.format(edit.base == 16 and "%x" or "%d", number)
  return string.rep("0", edit.digits - #text) .. text
end

local function edit_request()
  current = tostring(edited_number())
  local known = kept[current]
  if not known then
    return wrk.format("GET", (edit.read_path:gsub("{n}", current)), plan.headers)
  end
  local values = { version = version_text(known.version), unique = unique() }
  local body = replaced(known.body, edit.version, edit.version_as, values)
  body = replaced(body, edit.changed, edit.changed_as, values)
  return wrk.format(plan.method, (plan.path:gsub("{n}", current)), plan.headers, body)
end

function request()
  if edit then return edit_request() end
  if #texts > 0 then return prepared() end
  local body = plan.body ~= "" and filled(plan.body) or nil
  return wrk.format(plan.method, filled(plan.path), plan.headers, body)
end

local function rows_of(body)
  local found, place = 0, 1
  while true do
    local at = body:find(plan.marker, place, true)
    if not at then return found end
    found, place = found + 1, at + #plan.marker
  end
end

local function complain(status, body, what)
  wrong = wrong + 1
  complaint = string.format("%s: %s %s", what, status, (body or ""):sub(1, 200))
end

local function edit_response(status, body)
  local known = kept[current]
  if known then
    if status == plan.status then
      known.version, right = known.version + 1, right + 1
    else
      kept[current] = nil
      complain(status, body, "write of " .. current)
    end
    return
  end
  local version = status == 200 and body:match(edit.version)
  if not version then return complain(status, body, "read of " .. current) end
  kept[current] = { body = body, version = tonumber(version, edit.base) }
end

local function look(status, headers, body)
  answers = answers + 1
  if edit then return edit_response(status, body) end
  if status ~= plan.status then return complain(status, body, "status") end
  if #body < plan.bytes_min then return complain(status, body, "length " .. #body) end
  if plan.marker ~= "" then
    local rows = rows_of(body)
    if rows < plan.rows_min or rows > plan.rows_max then
      return complain(status, body, "rows " .. rows)
    end
  end
  right = right + 1
end

if looks then response = look end

local function quoted(text)
  text = text:gsub("[%c\128-\255]", "?"):gsub("\\", "\\\\"):gsub('"', '\\"')
  return '"' .. text .. '"'
end

-- What the threads saw, added up.
local function seen()
  local sums, said = { right = 0, answers = 0, wrong = 0 }, ""
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + (thread:get(name) or 0) end
    local text = thread:get("complaint") or ""
    if text ~= "" then said = text end
  end
  return sums, said
end

-- What wrk counted itself.
local function counted(summary)
  local all, wrong = summary.requests, summary.errors.status
  if all > 0 and summary.bytes / all < plan.bytes_min then
    return { right = 0, answers = all, wrong = all }, "mean length " .. summary.bytes / all
  end
  return { right = all - wrong, answers = all, wrong = wrong }, wrong > 0 and "refused" or ""
end

function done(summary, latency, requests)
  local sums, said
  if looks then sums, said = seen() else sums, said = counted(summary) end
  local e = summary.errors
  local lost = e.connect + e.read + e.write + e.timeout
  if lost > 0 and said == "" then said = "requests without an answer" end
  io.write(string.format(
    'BENCH {"requests":%d,"answers":%d,"seconds":%.6f,"p50_ms":%.4f,"p99_ms":%.4f,"bad":%d,"complaint":%s}\n',
    sums.right, sums.answers, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, sums.wrong + lost, quoted(said)))
end
