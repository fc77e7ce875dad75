#compdef cxl
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of cxl in zsh: the tool itself knows what a word can become.
local line
local -a values shown
for line in "${(@f)$("${words[1]}" --complete "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
	[[ -n $line ]] || continue
	values+=("${line%%$'\t'*}")
	shown+=("${line/$'\t'/  -- }")
done
compadd -l -d shown -a values
