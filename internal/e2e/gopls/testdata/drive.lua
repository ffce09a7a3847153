-- Opens store.go, shows its finding, applies the first quick fix, saves.
local patience = 120000
local seen = { found = {}, left = {}, titles = {}, before = {}, after = {} }

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(seen) }, OUT)
  vim.cmd("qa!")
end

local function diagnostics()
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, { message = d.message, source = d.source, lnum = d.lnum, col = d.col })
  end
  return list
end

local function screen()
  vim.cmd("redraw!")
  local lines = {}
  for row = 1, vim.o.lines - 2 do -- without the status and command lines
    local cells = {}
    for column = 1, vim.o.columns do
      table.insert(cells, vim.fn.screenstring(row, column))
    end
    table.insert(lines, table.concat(cells))
  end
  return lines
end

-- A menu would wait for a key. gopls offers other actions after the fixes.
vim.ui.select = function(items, opts, choose)
  for _, item in ipairs(items) do
    local action = item.action or item[2]
    if action.kind == "quickfix" then
      local title = opts.format_item(item)
      table.insert(seen.titles, title)
    end
  end
  choose(items[1], 1)
end

vim.o.columns = 96
vim.o.lines = 36
vim.o.swapfile = false
vim.cmd("edit store.go")
vim.wait(patience, function() return #diagnostics() > 0 end, 50)
seen.found = diagnostics()
if #seen.found == 0 then
  return finish()
end
vim.api.nvim_win_set_cursor(0, { seen.found[1].lnum + 1, seen.found[1].col })
vim.diagnostic.setloclist({ open = false })
vim.cmd("lopen 3")
vim.cmd("wincmd p")
seen.before = screen()
vim.cmd("lclose")

local tick = vim.api.nvim_buf_get_changedtick(0)
vim.lsp.buf.code_action()
vim.wait(patience, function() return vim.api.nvim_buf_get_changedtick(0) > tick end, 50)
vim.wait(patience, function() return #diagnostics() == 0 end, 50)
vim.wait(3000, function() return #diagnostics() > 0 end, 50) -- it must not come back
seen.left = diagnostics()
seen.after = screen()
vim.cmd("write")
finish()
