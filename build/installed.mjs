// Whether node_modules is what package-lock.json asks for. Plain JavaScript without packages: build/setup.mjs runs it first.

/**
 * `wanted`: the text of package-lock.json; `there`: of node_modules/.package-lock.json, in which npm notes what it has
 * installed, when it is done and whoever called it. What is optional may be for another kind of computer; what somebody has
 * tried besides is in nobody's way.
 */
export function isInstalled(wanted, there) {
  const [asked, has] = [wanted, there].map((text) => JSON.parse(text).packages)
  const isThere = (path) =>
    path in has ? JSON.stringify(has[path]) === JSON.stringify(asked[path]) : asked[path].optional === true
  return Object.keys(asked).every((path) => path === '' || isThere(path))
}
