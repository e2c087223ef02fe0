# bash completion for crocum. The binary knows what fits (crocum __complete); this only asks it.
_crocum() {
    local value
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        COMPREPLY+=("$value")
    done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    # A lab may be a folder, and after "--" comes any command.
    [ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default
}
complete -F _crocum crocum
