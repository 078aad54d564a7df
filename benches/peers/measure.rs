//! Time, CPU and memory of child processes, from what Linux tells without privileges.

use std::fs;
use std::io;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What one run of a program cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From start to exit.
    pub(crate) wall: Duration,
    /// User and system time of the program and of all that it waited for, in seconds.
    pub(crate) cpu: f64,
    /// The largest resident set of the program itself, in KiB; 0 when it ended before it could be read.
    pub(crate) peak_kib: u64,
}

/// Runs a program to its end.
///
/// # Errors
///
/// When it cannot be started, or does not exit with 0: what it printed is in the error.
pub(crate) fn run(command: &mut Command) -> io::Result<Cost> {
    let cpu_before = children_cpu()?;
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    // The pipe has to be emptied while the program runs, or a talkative one would wait for us.
    let mut stderr = child.stderr.take();
    let reader = std::thread::spawn(move || stderr.as_mut().map(io::read_to_string).transpose());
    let (status, wall, peak_kib) = wait(&mut child, start)?;
    let printed = reader
        .join()
        .map_err(|_| io::Error::other("the reader of stderr failed"))??;
    if !status.success() {
        let printed = printed.unwrap_or_default();
        return Err(io::Error::other(format!(
            "{command:?} ended with {status}\n{printed}"
        )));
    }
    Ok(Cost {
        wall,
        cpu: children_cpu()? - cpu_before,
        peak_kib,
    })
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
    let peak_kib = costs
        .iter()
        .map(|cost| cost.peak_kib)
        .max()
        .unwrap_or_default();
    Ok(Cost {
        peak_kib,
        ..costs[costs.len() / 2]
    })
}

fn wait(
    child: &mut Child,
    start: Instant,
) -> io::Result<(std::process::ExitStatus, Duration, u64)> {
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, start.elapsed(), peak_kib));
        }
        if let Ok(text) = fs::read_to_string(&status_file) {
            let high_water = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = high_water.and_then(|rest| rest.trim().strip_suffix(" kB"));
            peak_kib = peak_kib.max(kib.and_then(|n| n.parse().ok()).unwrap_or_default());
        }
        std::thread::sleep(Duration::from_micros(200));
    }
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
