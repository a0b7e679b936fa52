# Writes the words that an interactive zsh offers for its command line when ^T is pressed.
# Sourced with: FOLDER (of the script _trainjob), WORDS and ENDED (files to write)
fpath=($FOLDER $fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' list-max 0
LISTMAX=-1
compadd() {
  # Calls that only fill arrays for zsh's own functions offer nothing.
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >>$WORDS
  builtin compadd "$@"
}
complete-and-end() { zle list-choices; print ended >$ENDED }
zle -N complete-and-end
bindkey '^T' complete-and-end
