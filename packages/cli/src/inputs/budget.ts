/** The limits on everything that is fetched for one command, however many addresses and pages there are. */
import { CodecError } from '@chalkmark/core'

export interface BudgetLimits {
  /** Bytes of all answers. Of the packed and the unpacked size the larger one counts. */
  total: number
  /** Milliseconds from the first request to the last byte. */
  time: number
  /** Requests, including those after redirects; and addresses that one page names. */
  files: number
}

/** Each function throws a CodecError `BUDGET` once its part is spent. */
export interface Budget {
  spendBytes(count: number): void
  spendRequest(): void
  /** Milliseconds that are left. */
  timeLeft(): number
  /** Checks a number of addresses that are to be fetched or named, before the first one is fetched. */
  checkNamed(count: number): void
}

/** @param now the time in milliseconds. */
export function newBudget(limits: BudgetLimits, now = () => performance.now()): Budget {
  let { total, files } = limits
  let end: number | undefined
  /** Once one part is spent, every later call throws, too. */
  let spent: CodecError | undefined
  const check = (isOver: boolean, what: string, option: string) => {
    if (isOver) spent ??= over(what, option)
    if (spent) throw spent
  }
  const checkFiles = (isOver: boolean) =>
    check(isOver, `there are over ${limits.files} files to fetch`, '--max-files')
  return {
    spendBytes(count) {
      total -= count
      check(total < 0, `all answers have over ${limits.total} bytes`, '--max-total')
    },
    spendRequest: () => checkFiles(--files < 0),
    checkNamed: (count) => checkFiles(count > limits.files),
    timeLeft() {
      end ??= now() + limits.time
      const left = end - now()
      check(left <= 0, `all answers took over ${limits.time / 1000} s`, '--max-time')
      return left
    },
  }
}

function over(what: string, option: string): CodecError {
  return new CodecError('BUDGET', `${what}, the rest is not read; allow more with ${option}`)
}

/** Whether the error means that the budget is spent, so that nothing more may be fetched. */
export function isBudgetSpent(error: unknown): boolean {
  return error instanceof CodecError && error.code === 'BUDGET'
}
