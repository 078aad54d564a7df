//! Time, CPU and memory of child processes, from what Linux tells without privileges.

use std::fs;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What one run of a program cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From start to exit.
    pub(crate) wall: Duration,
    /// User and system time of the program and of all that it waited for, in seconds.
    pub(crate) cpu: f64,
}

/// Runs a program to its end.
///
/// # Errors
///
/// When it cannot be started, or does not exit with 0: what it printed is in the error.
pub(crate) fn run(command: &mut Command) -> io::Result<Cost> {
    let cpu_before = children_cpu()?;
    let start = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()?;
    let wall = start.elapsed();
    succeeded(
        command,
        output.status,
        &String::from_utf8_lossy(&output.stderr),
    )?;
    Ok(Cost {
        wall,
        cpu: children_cpu()? - cpu_before,
    })
}

/// Runs a program to its end and watches its memory: the largest resident set of the program itself, in KiB.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn peak_kib(command: &mut Command) -> io::Result<u64> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            succeeded(command, status, "")?;
            return Ok(peak);
        }
        if let Ok(text) = fs::read_to_string(&status_file) {
            // The kernel keeps the high water mark, so that looking now and then is enough.
            let high_water = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = high_water.and_then(|rest| rest.trim().strip_suffix(" kB"));
            peak = peak.max(kib.and_then(|n| n.parse().ok()).unwrap_or_default());
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

fn succeeded(command: &Command, status: ExitStatus, printed: &str) -> io::Result<()> {
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "{command:?} ended with {status}\n{printed}"
        ))),
    }
}

/// Runs a program several times and keeps the median by wall time.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn median(times: usize, mut command: impl FnMut() -> Command) -> io::Result<Cost> {
    let mut costs = (0..times)
        .map(|_| run(&mut command()))
        .collect::<io::Result<Vec<Cost>>>()?;
    costs.sort_by_key(|cost| cost.wall);
    Ok(costs[costs.len() / 2])
}

/// The CPU seconds of all children that were waited for: fields 16 and 17 of proc_pid_stat(5), in ticks of 1/100 s.
fn children_cpu() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest)
        .unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or_default()
    };
    Ok((ticks(13) + ticks(14)) / 100.0)
}
