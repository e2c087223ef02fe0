# fish completion for crocum. The binary knows what fits (crocum __complete); this only asks it.
function __crocum_complete
    set -l words (commandline -opc)
    set -l candidates ($words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\n' $candidates
    else
        # A lab may be a folder, and after "--" comes any command.
        __fish_complete_path (commandline -ct)
    end
end
complete -c crocum -f -a '(__crocum_complete)'
