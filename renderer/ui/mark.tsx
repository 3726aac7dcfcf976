interface MarkProps {
  size?: number
  /** Runs the beat once round the loop each time that this number changes. */
  beats?: number
  /** Lets the beat run on: something is under way. */
  running?: boolean
}

/** The mark of SxncD: an S that a second strand closes to a loop, with a beat that runs along it. */
export function Mark({ size = 32, beats = 0, running = false }: MarkProps) {
  const moving = running ? 'mark-beat running' : beats > 0 ? 'mark-beat once' : 'mark-beat'
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <path
        className="mark-behind"
        d="M47 18.5C47 31 17 33 17 45.5"
        strokeDasharray="15.5 12.5 99"
        strokeLinecap="butt"
      />
      <path
        className="mark-front"
        d="M47 18.5C47 5 17 5 17 18.5S47 33 47 45.5C47 59 17 59 17 45.5"
      />
      {/* A new element for each beat starts the run anew. */}
      <circle key={beats} className={moving} r="6" />
    </svg>
  )
}
