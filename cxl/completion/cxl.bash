# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of cxl in bash: the tool itself knows what a word can become.
_cxl()
{
	local line=${COMP_LINE:0:COMP_POINT} words kept
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	mapfile -t COMPREPLY < <("${words[0]}" --complete "${words[@]:1}" 2>/dev/null | cut -f 1)
	# readline puts in only what follows the last of its breaks
	kept=${words[-1]%"${words[-1]##*[=:]}"}
	COMPREPLY=("${COMPREPLY[@]#"$kept"}")
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
	return 0
}
complete -F _cxl cxl
