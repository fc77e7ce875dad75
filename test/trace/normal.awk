# SPDX-License-Identifier: GPL-2.0-or-later
# What strace tells of commands, as lines that are the same wherever the same was done and answered, in whichever way
# it was looked for: what was written, how each command ended, and what the command "look" found to be new.
#
#   COMMAND.STEP write FILE "TEXT" = ANSWER
#   COMMAND.STEP FILE: "TEXT"
#
# Files are called by their device. Endpoints have another number in another boot: lines like "= 3 mem0" say whose they
# are. What is new is to be sorted: the files are read in any order.

function is_device(word) { return word ~ /^(root|port|endpoint|decoder|region|mem)[0-9]+(\.[0-9]+)?$/ }

# renamed WORD: endpoint3 is endpoint(mem0), decoder3.1 is decoder(mem0).1
function renamed(word,   number) {
	number = word
	if (sub(/^endpoint/, "", number) && number in memdev)
		return "endpoint(" memdev[number] ")"
	if (sub(/^decoder/, "", number) && number ~ /\./) {
		sub(/\..*/, "", number)
		if (number in memdev)
			return "decoder(" memdev[number] ")" substr(word, index(word, "."))
	}
	return word
}

# file PATH: from the device's name on; "" is none of CXL's.
function file(path,   words, n, i, from, name) {
	if (path ~ /\/(bus\/nd|ndbus[0-9]+)\// || path ~ /\/bus\/cxl\/flush$/)
		return ""
	n = split(path, words, "/")
	for (i = 1; i <= n; i++)
		if (is_device(words[i]))
			from = i
	if (!from)
		return sub(/^.*\/bus\/cxl\//, "", path) ? path : ""
	name = path ~ /\/debug\// ? "debug:" : path ~ /\/dev\/cxl/ ? "dev:" : ""
	for (i = from; i <= n; i++)
		name = name (i > from ? "/" : "") renamed(words[i])
	return name
}

# text: what stands between the first quotes of the line, without its newline.
function text(   word) {
	word = $0
	sub(/^[^"]*"/, "", word)
	sub(/".*/, "", word)
	sub(/\\n$/, "", word)
	return "\"" renamed(word) "\""
}

function say(line) { printf "%02d.%03d %s\n", command, step, line }

function end_look(   device) {
	for (device in there)
		if (there[device] != command) {
			say(device ": gone")
			delete there[device]
		}
	for (name in last)
		if (!(substr(name, 1, index(name, "/") - 1) in there))
			delete last[name]
	looking = 0
}

/^= / { memdev[$2] = $3; next }

/^\$ / {
	command++
	step = 0
	looking = $0 == "$ look"
	say($0)
	next
}

/^\+\+\+ exited with / {
	step++
	if (looking)
		end_look()
	else
		say("status " $4)
	next
}

{
	sub(/^[ 0-9]+/, "")
	at = $0
	sub(/^[^<]*</, "", at)
	sub(/>.*/, "", at)
	answer = $0
	sub(/.*\) += /, "", answer)
	answer = sub(/^-1 /, "", answer) ? answer : "ok"
	sub(/ .*/, "", answer)
}

looking && /^read\(/ {
	name = file(at)
	if (name == "")
		next
	there[substr(name, 1, index(name, "/") - 1)] = command
	if (text() != last[name])
		say(name ": " text())
	last[name] = text()
}

!looking && /^write\(/ {
	name = file(at)
	if (name == "")
		next
	step++
	say("write " name " " text() " = " answer)
}
