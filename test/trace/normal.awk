# SPDX-License-Identifier: GPL-2.0-or-later
# What is told of commands, call by call, as lines that are the same wherever the same was done and answered:
#
#   COMMAND.STEP write FILE "TEXT" = ANSWER
#   COMMAND.STEP ioctl FILE = ANSWER
#   COMMAND.STEP read FILE "TEXT"		it had another text before
#   COMMAND.STEP readlink FILE "NAME"		it led to something of another name
#   COMMAND.STEP open FILE = ERRNO		it was not known that it cannot be opened; read, readlink, access likewise
#   COMMAND.STEP access FILE = ok		it was not there before
#   COMMAND.STEP status NUMBER
#   COMMAND.STEP FILE: "TEXT"			the command "look" found it to be new
#
# Each write or ioctl is a step, and what was looked for up to it belongs to it, in any order: so the lines are to be
# sorted. Files are called by their device, for they are reached by many ways. Endpoints have another number in another
# boot: lines like "= 3 mem0" say whose they are.

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

# file PATH: from the device's name on; "" is none of CXL's, or has another number in another boot.
function file(path,   words, n, i, from, name) {
	sub(/ \(deleted\)$/, "", path)
	while (sub(/[^\/]+\/\.\.\//, "", path));
	if (path ~ /\/(bus\/nd|ndbus[0-9]+)\// || path ~ /\/bus\/cxl\/flush$|\/dev$/)
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

function say(step, line) { printf "%03d.%03d %s\n", command, step, line }

# learn KEY WHAT: of a file; true if that is new.
function learn(key, what,   before) {
	before = last[key]
	last[key] = what
	return before != what
}

# device NAME: whose file it is.
function device(name) {
	sub(/^.* /, "", name)
	return substr(name, 1, index(name, "/") - 1)
}

function end_look(   name) {
	for (name in there)
		if (there[name] != command) {
			say(0, name ": gone")
			delete there[name]
		}
	for (name in last)
		if (!(device(name) in there))
			delete last[name]
	looking = 0
}

/^= / { memdev[$2] = $3; next }

/^\$ / {
	command++
	step = 0
	looking = $0 == "$ look"
	say(0, $0)
	next
}

/^\+\+\+ exited with / {
	if (looking)
		end_look()
	else
		say(++step, "status " $4)
	next
}

# CALL(FD<PATH>, "TEXT") = ANSWER: where it was; what stands between the quotes, without its newline and without the way
# to what a link leads to; how it was answered
{
	call = name = text = answer = $0
	sub(/^[ 0-9]+/, "", call)
	sub(/\(.*/, "", call)
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	name = file(name)
	sub(/^[^"]*"/, "", text)
	sub(/".*/, "", text)
	sub(/\\n$/, "", text)
	sub(/^(\.\.\/)+.*\//, "", text)
	text = "\"" renamed(text) "\""
	sub(/.*\) += /, "", answer)
	at_end = answer ~ /^0/
	failed = sub(/^-1 /, "", answer)
	sub(/ .*/, "", answer)
	answer = "= " (failed ? answer : "ok")
	what = failed ? answer : text
}

name == "" { next }

looking {
	there[device(name)] = command
	if (learn(name, text))
		say(0, name ": " text)
	next
}

call == "write" { say(++step, "write " name " " text " " answer) }
call == "ioctl" { say(++step, "ioctl " name " " answer) }

call == "open" && failed || call == "read" && !at_end {
	if (learn(name, what))
		say(step + 1, call " " name " " what)
}

call == "readlink" && learn("readlink " name, what) { say(step + 1, "readlink " name " " what) }

call == "access" {
	was_known = "access " name in last
	if (learn("access " name, answer) && (failed || was_known))
		say(step + 1, "access " name " " answer)
}
