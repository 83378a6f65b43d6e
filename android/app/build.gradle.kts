// `:app`: the Android app around `:core`, with the Rust library for every ABI.

import javax.inject.Inject

plugins {
    alias(libs.plugins.android.application)
}

val allAbis = listOf("arm64-v8a", "armeabi-v7a", "x86_64")

android {
    namespace = "com.fieldloop"
    compileSdk = libs.versions.compile.sdk.get().toInt()
    ndkVersion = libs.versions.ndk.get()

    defaultConfig {
        applicationId = "com.fieldloop"
        minSdk = libs.versions.min.sdk.get().toInt()
        targetSdk = libs.versions.compile.sdk.get().toInt()
        versionCode = 1
        versionName = "0.1.0"
        ndk {
            // JNA's library comes for more.
            abiFilters += allAbis
        }
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(
                getDefaultProguardFile("proguard-android-optimize.txt"),
                "proguard-rules.pro"
            )
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.toVersion(libs.versions.jvm.get())
        targetCompatibility = JavaVersion.toVersion(libs.versions.jvm.get())
    }
}

kotlin {
    compilerOptions {
        allWarningsAsErrors = true
    }
}

dependencies {
    implementation(project(":core"))
    implementation(libs.coroutines.android)
    implementation(variantOf(libs.jna) { artifactType("aar") })
}

/** Builds the Rust library for phones. */
abstract class CargoNdk
@Inject
constructor(private val processes: ExecOperations) :
    DefaultTask() {
    @get:InputFiles
    @get:PathSensitive(PathSensitivity.RELATIVE)
    abstract val sources: ConfigurableFileCollection

    @get:Input
    abstract val abis: ListProperty<String>

    @get:Input
    abstract val minSdk: Property<String>

    @get:Input
    abstract val ndkVersion: Property<String>

    @get:Input
    abstract val isRelease: Property<Boolean>

    @get:Internal
    abstract val ndk: DirectoryProperty

    @get:Internal
    abstract val workspace: DirectoryProperty

    @get:OutputDirectory
    abstract val libraries: DirectoryProperty

    @TaskAction
    fun build() {
        val command = mutableListOf("cargo", "ndk", "--platform", minSdk.get())
        abis.get().forEach { command += listOf("--target", it) }
        command += listOf("--output-dir", libraries.get().asFile.path)
        // Not `build`: with all that the manifest asks for besides, cargo does not optimise
        // across crates.
        command += listOf("rustc", "--package", "fieldloop-ffi", "--lib", "--crate-type", "cdylib")
        if (isRelease.get()) command += listOf("--profile", "phone")
        processes.exec {
            workingDir = workspace.get().asFile
            environment("ANDROID_NDK_HOME", ndk.get().asFile.path)
            commandLine(command)
        }
    }
}

androidComponents {
    onVariants { variant ->
        val name = variant.name.replaceFirstChar(Char::uppercase)
        val library =
            tasks.register<CargoNdk>("cargoNdk$name") {
                description = "Builds the Rust library for the ${variant.name} app."
                workspace = rootDir.parentFile
                sources.from(
                    fileTree(rootDir.parentFile) {
                        include("Cargo.toml", "Cargo.lock", ".cargo/**", "shared/**")
                    }
                )
                abis = allAbis
                minSdk = libs.versions.min.sdk
                ndkVersion = libs.versions.ndk
                ndk = sdkComponents.ndkDirectory
                isRelease = variant.buildType == "release"
            }
        variant.sources.jniLibs?.addGeneratedSourceDirectory(library, CargoNdk::libraries)
    }
}
