/** What the checks of bounds find: how much is taken of what one PC could take from all others. */

export const bounds = {
  'answer-sets-none': 'There is no set of answered addresses.',
  'answer-sets-right':
    'The fullest set of answered addresses, of {whose}, has {elements:number} of {size:number} places taken.',
  'answer-sets-full':
    'The set of answered addresses of {whose} is nearly full: {elements:number} of {size:number} places are taken. When it is full, no site opens there that was not open before.',
  'answer-sets-remedy':
    'A listed site whose name server answers with very many addresses fills it: see in the journal which site is asked for so often, and take it off the list. What nobody connects to leaves in a minute or two.',
  'flows-right':
    "The kernel's table holds {count:number} of {max:number} connections; the rooms can take {rooms:number} of them, each network {each:number}.",
  'flows-full':
    "The kernel's table of connections is nearly full: {count:number} of {max:number}. The rooms can take {rooms:number} of them, so others fill it as well.",
  'flows-full-remedy': 'See with conntrack -L who has so many open. A larger table takes more memory: {command}.',
  'flows-shares-wrong':
    "The kernel's table takes {max:number} connections, and the rooms may take {rooms:number} of them: too few are left for the others.",
  'flows-shares-remedy':
    'The daemon loads smaller shares within half a minute; if this stays, run: service aqtizim restart.',
  'flows-few':
    "The kernel's table takes {max:number} connections, of which each network of a room has {each:number}: with many PCs pages open in part.",
  'flows-few-remedy': 'Make the table larger: {command}.',
  'flows-unreadable': 'The kernel does not say how many connections its table takes.',
  'flows-unreadable-remedy': 'See whether conntrack is loaded: lsmod | grep nf_conntrack.',
} as const
