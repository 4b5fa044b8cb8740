/** One process that procd keeps running. The states and their order are those of procd's instance.c. */

import type { ChildProcess } from 'node:child_process'
import * as fs from 'node:fs'
import { constants } from 'node:os'
import { type InputTable, STATUS } from 'ubus-client'
import { describeInstance, type InstanceConfig, needsRestart } from './instance-config.ts'
import { type LogLine, spawnInstance } from './spawn.ts'

export interface InstanceOwner {
  readonly service: string
  notify(type: string, data: InputTable): void
  /** A line that the process wrote. */
  log: LogLine
  /** It has stopped for good. */
  gone(instance: Instance): void
}

export class Instance {
  readonly name: string
  readonly #owner: InstanceOwner
  #config: InstanceConfig
  #child: ChildProcess | undefined
  #pid = 0
  #startedAt = 0
  #exitCode = 0
  #crashes = 0
  #halting = false
  #restarting = false
  #respawning: boolean
  #timer: NodeJS.Timeout | undefined

  constructor(name: string, config: InstanceConfig, owner: InstanceOwner) {
    this.name = name
    this.#config = config
    this.#owner = owner
    this.#respawning = config.respawn !== undefined
  }

  get running(): boolean {
    return this.#child !== undefined
  }

  get pid(): number | undefined {
    return this.#child === undefined ? undefined : this.#pid
  }

  start(): void {
    if (this.#child !== undefined) {
      if (this.#halting) this.#restarting = true
      return
    }
    this.#restarting = false
    this.#halting = false
    const child = spawnInstance(this.#config, (line, level) => this.#owner.log(line, level))
    this.#child = child
    this.#pid = child.pid ?? 0
    this.#startedAt = performance.now()
    // A program that cannot be started is one that ended with 127, as a forked child whose exec fails.
    child.once('error', () => this.#pid === 0 && this.#exited(127))
    child.once('exit', (code, signal) => this.#exited(code ?? 128 + (signal ? constants.signals[signal] : 0)))
    this.#writePid()
    this.#owner.notify('instance.start', this.#names())
  }

  /** With `halt` it goes for good, else it stays listed. */
  stop(halt: boolean): void {
    if (this.#child === undefined) {
      this.#clearTimer()
      if (halt) this.#owner.gone(this)
      return
    }
    this.#halting = halt
    this.#restarting = false
    this.#respawning = false
    this.#terminate()
  }

  /** Starts it again when something other than its data has changed. */
  update(config: InstanceConfig): void {
    const changed = needsRestart(this.#config, config)
    const stopped = this.#child === undefined || this.#halting
    if (!stopped && changed) this.#restart()
    this.#config = config
    this.#respawning = config.respawn !== undefined
    if (stopped) {
      this.#clearTimer()
      this.start()
    }
  }

  /** Gives a ubus status. */
  signal(signal: number): number {
    if (this.#child === undefined || this.#pid === 0) return STATUS.NOT_FOUND
    try {
      process.kill(this.#pid, signal)
      return STATUS.OK
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EPERM') return STATUS.PERMISSION_DENIED
      return code === 'ESRCH' ? STATUS.NOT_FOUND : STATUS.INVALID_ARGUMENT
    }
  }

  describe(): InputTable {
    const running = this.#child !== undefined
    return {
      running,
      ...(running ? { pid: this.#pid } : {}),
      command: this.#config.command,
      term_timeout: this.#config.termTimeout,
      ...(running ? {} : { exit_code: this.#exitCode }),
      ...describeInstance(this.#config),
    }
  }

  get data(): InputTable {
    return this.#config.data
  }

  #names(): InputTable {
    return { service: this.#owner.service, instance: this.name }
  }

  #restart(): void {
    if (this.#config.reloadSignal !== undefined) {
      this.signal(this.#config.reloadSignal)
      return
    }
    this.#halting = true
    this.#restarting = true
    this.#terminate()
  }

  #terminate(): void {
    this.signal(constants.signals.SIGTERM)
    this.#clearTimer()
    this.#timer = setTimeout(() => this.signal(constants.signals.SIGKILL), this.#config.termTimeout * 1000)
  }

  #exited(code: number): void {
    const ran = (performance.now() - this.#startedAt) / 1000
    this.#child = undefined
    this.#exitCode = code
    this.#clearTimer()
    this.#owner.notify('instance.stop', this.#names())
    if (this.#restarting) this.start()
    else if (this.#halting) {
      this.#removePid()
      this.#owner.gone(this)
    } else if (this.#respawning && this.#config.respawn !== undefined) this.#respawn(ran)
  }

  #respawn(ran: number): void {
    const { threshold, timeout, retry } = this.#config.respawn ?? { threshold: 0, timeout: 0, retry: 0 }
    this.#crashes = ran < threshold ? this.#crashes + 1 : 0
    const hopeless = retry > 0 && this.#crashes > retry
    this.#owner.notify(hopeless ? 'instance.fail' : 'instance.respawn', {
      ...this.#names(),
      pid: this.#pid,
      exit_code: this.#exitCode,
      respawn_count: this.#crashes,
      command: this.#config.command,
    })
    if (hopeless) this.#respawning = false
    else this.#timer = setTimeout(() => this.start(), timeout * 1000)
  }

  #clearTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #writePid(): void {
    if (this.#config.pidfile !== undefined && this.#pid !== 0) fs.writeFileSync(this.#config.pidfile, `${this.#pid}\n`)
  }

  #removePid(): void {
    if (this.#config.pidfile !== undefined) fs.rmSync(this.#config.pidfile, { force: true })
  }
}
