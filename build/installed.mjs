// Whether node_modules is what package-lock.json asks for. Plain JavaScript without packages: build/setup.mjs runs it first.

/**
 * `wanted`: the text of package-lock.json; `there`: of node_modules/.package-lock.json, in which npm notes what it has
 * installed, when it is done and whoever called it. What is optional may be for another kind of computer.
 */
export function isInstalled(wanted, there) {
  const [asked, has] = [wanted, there].map((text) => JSON.parse(text).packages)
  const same = (path) => JSON.stringify(has[path]) === JSON.stringify(asked[path])
  return (
    Object.keys(has).every((path) => same(path)) &&
    Object.keys(asked).every((path) => path === '' || path in has || asked[path].optional === true)
  )
}
