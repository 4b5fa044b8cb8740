/** Attempts of machines outside the rooms, which must work as without aqtizim. */
import type { Attempt } from '../attempt.ts'

export const unguardedAttempts: readonly Attempt[] = [
  {
    id: 'exempt-http',
    who: 'exempt',
    what: 'opens an unlisted site over HTTP',
    expected: 'opens',
    try: (pc) => pc.get('http://news.test', '--ipv4'),
  },
  {
    id: 'exempt-https',
    who: 'exempt',
    what: 'opens an unlisted site over HTTPS and IPv6',
    expected: 'opens',
    try: (pc) => pc.get('https://news.test', '--ipv6'),
  },
  {
    id: 'exempt-quic',
    who: 'exempt',
    what: 'opens an unlisted site over QUIC',
    expected: 'opens',
    try: (pc) => pc.udp('198.18.10.23', 443),
    far: [{ kind: 'datagram', text: 'exempt-quic' }],
  },
  {
    id: 'exempt-resolver',
    who: 'exempt',
    what: 'asks a resolver on the internet',
    expected: 'opens',
    try: (pc) => pc.ask('exempt.news.test', 'A', '@198.18.8.8'),
    far: [{ kind: 'query', name: 'exempt.news.test' }],
  },
  {
    id: 'exempt-router',
    who: 'exempt',
    what: "opens the router's own web page",
    expected: 'opens',
    try: (pc) => pc.get('http://192.168.1.1'),
  },
  {
    id: 'teacher-https',
    who: 'teacher',
    what: 'opens an unlisted site over HTTPS',
    expected: 'opens',
    try: (pc) => pc.get('https://news.test', '--ipv4'),
  },
  {
    id: 'teacher-router',
    who: 'teacher',
    what: "opens the router's own web page",
    expected: 'opens',
    try: (pc) => pc.get('http://192.168.3.1'),
  },
]
