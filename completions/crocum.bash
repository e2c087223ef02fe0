# bash completion for crocum. The binary knows what fits (crocum __complete); this only asks it.
_crocum() {
    local value word joined= words=()
    # bash takes a colon for the end of a word, and ids of checks have some.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#words[@]} -gt 0 && ($joined || $word =~ ^:+$) ]]; then words[-1]+=$word; else words+=("$word"); fi
        if [[ $word =~ ^:+$ ]]; then joined=yes; else joined=; fi
    done
    local before=${words[-1]%"${words[-1]##*:}"}
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        COMPREPLY+=("${value#"$before"}")
    done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
    # A lab may be a folder, and after "--" comes any command.
    [ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default
}
complete -F _crocum crocum
