# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of cxl in fish: the tool itself knows what a word can become.
function __cxl_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    $words[1] --complete $words[2..-1] "$last" 2>/dev/null
end
complete -c cxl -f -a '(__cxl_complete)'
