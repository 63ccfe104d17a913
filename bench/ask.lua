-- What wrk asks of a model gateway: wrk -s ask.lua URL -- RUN KIND
-- KIND "unique": no question twice, so no cache can know it. "same": one question. "both": in turns.
-- RUN is part of each question: what an earlier run asked is not known either.

local run, kind
local number = 0

function init(arguments)
    run, kind = arguments[1], arguments[2]
end

function request()
    number = number + 1
    local is_new = kind == "unique" or kind == "both" and number % 2 == 0
    local question = run .. "-" .. (is_new and number or 0)
    -- The same work for wrk, whatever the kind.
    return wrk.format("POST", nil, nil,
        '{"model":"demo","messages":[{"role":"user","content":"How is the market? ' .. question .. '"}]}')
end
